"""The demo shop: two cities, three shops and sixty days of trade, made by the same acts that staff use."""
