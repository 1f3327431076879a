"""The figures of an assembly, put together from what every app knows of its day."""
