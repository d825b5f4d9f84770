# The main job of pykubectl, on a throw-away cluster: `make demo`.
set -eu

PYKUBECTL_HOME=$(mktemp -d)
export PYKUBECTL_HOME
trap 'rm -rf "$PYKUBECTL_HOME"' EXIT

show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

show pykubectl apply -f manifests/examples/guestbook/
show pykubectl get all
show pykubectl rollout status deployment/frontend
show pykubectl set image deployment/frontend php-redis=example/gb-frontend:v6
show pykubectl rollout undo deployment/frontend
show pykubectl rollout history deployment/frontend
show pykubectl describe deployment frontend
show pykubectl delete -f manifests/examples/guestbook/
