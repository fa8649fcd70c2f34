"""A price list on its way into the shop: read safely, shown with every fault, confirmed whole or not at all."""
