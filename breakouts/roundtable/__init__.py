"""A roundtable: one room in which everybody speaks in turn, in an order that all can see."""
