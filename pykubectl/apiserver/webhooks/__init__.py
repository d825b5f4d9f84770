"""Webhooks: services outside of the API server that it asks, when it converts custom resources and when it admits objects.

    client              one question, one answer, over HTTPS, with the errors of Go's HTTP client
    conversion          ConversionReview: custom resources between the versions of their definition
    matching            which webhooks of a configuration a request concerns, and in which version they want to see it
    conditions          their matchConditions, in CEL
    admission_reviews   AdmissionReview: the question and what an answer may be
    calling             asking one webhook about one request, from its conditions to its answer
    responses           what an HTTP response comes to: JSON, or the error of Kubernetes' REST client
    patches             the JSON patch of an answer, taken over by the object of the request

Webhooks are asked inside the transaction of the request, so that nothing is half written whatever they say: a request that a
webhook refuses, or whose time-out passes, leaves no trace. Meanwhile all others may read, but who writes waits: a webhook
must not write to the cluster before it has answered.

Upstream: apiserver/pkg/util/webhook, apiserver/pkg/admission/plugin/webhook, apiextensions-apiserver/pkg/apiserver/conversion.
"""
