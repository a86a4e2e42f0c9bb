"""How the widget is used: what browsers tell, on its way to the operator's Matomo. Knows nobody."""
