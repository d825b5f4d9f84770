"""The commands, one module each: COMMAND, whose `run(session, flags, arguments)` does it. Their rows stand in cli/register.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd.
"""
