"""auth: who am I, what may I, and roles brought in line with a file.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/auth.
"""
