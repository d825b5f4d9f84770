"""config: looks at and changes kubeconfig files.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config.
"""
