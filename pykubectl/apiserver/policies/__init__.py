"""What ValidatingAdmissionPolicy and MutatingAdmissionPolicy share.

    matching      whether a request concerns a policy or a binding, and in which version of its resource
    definitions   a policy with its expressions compiled, kept as long as it does not change
    activation    the values that expressions see, and evaluating them within a budget
    params        the objects that a binding gives a policy as parameters
    mutation      what a mutating policy's expression builds, put into the object
    invocations   all of it together: which policies a request meets, through which bindings, with which parameters

Policies cost a request one look-up of bindings when there are none.

Upstream: apiserver/pkg/admission/plugin/policy/generic.
"""
