"""apply: brings objects to the state that files describe; the commands below it look after the annotation it keeps.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply.
"""
