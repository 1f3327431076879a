"""When, what and where: assemblies, their programme, delegates, arrivals and visits."""
