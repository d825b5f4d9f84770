"""The command line: kubectl's grammar, words and exit codes on top of a Client.

argv -> main (finds the command in register) -> grammar (flags) -> commands/<command> -> resources (which objects are meant)
-> client -> printers. Errors travel up as exceptions (errors) and are printed by main alone.

To add a command: a module in cli/commands with a COMMAND, and its row in register.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd.
"""
