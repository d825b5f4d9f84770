"""What several controllers are made of: claims, pods, templates, histories, conditions. No rows of LOOPS stand here.

claims: which objects an owner has, adopting and releasing by labels · pods: what a pod's status says · templates: pods and hashes
from a pod template · history: ControllerRevisions · pod_control: creating and deleting pods with the events that go with it.

Upstream: pkg/controller (controller_utils.go, controller_ref_manager.go), pkg/controller/history.
"""
