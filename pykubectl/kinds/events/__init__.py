"""The kinds of events.k8s.io: the same objects as the core events in another shape."""
