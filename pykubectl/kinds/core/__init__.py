"""The kinds of the core group, and the pod template that all workloads share."""
