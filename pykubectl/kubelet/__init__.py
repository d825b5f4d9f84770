"""The simulated nodes' agents: pods that are bound to a node come to life, run, end and go.

    loop.py        one step of one pod's life: start, finish, stop
    startup.py     how a pod starts in the standard profile: mounts, images, init containers, containers
    needs.py       the ConfigMaps and Secrets that volumes and environment name, and that are not there
    status.py      the pod's status at each stage, as a pure function of pod and stage
    images.py      what is known of well-known images: does it serve or end, what does it print
    logs.py        `kubectl logs`

In the `bare` profile a pod runs the moment it is bound, and one that need not run always ends a second later; nothing is
pulled, probed or reported. In `standard` images take their time and the kubelet sends its events.

Upstream: pkg/kubelet.
"""
