"""The sample shop, and the orders that it is shown with."""
