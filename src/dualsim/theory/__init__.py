"""The model and nothing else: what people, authorities, events and orders do, and what is measured."""
