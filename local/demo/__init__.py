"""What a newcomer sees: a start page, and a shop that carries the widget as any customer's page would."""
