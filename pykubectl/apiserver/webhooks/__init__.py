"""Webhooks: services outside of the API server that it asks, when it converts custom resources and when it admits objects.

    client              one question, one answer, over HTTPS, with the errors of Go's HTTP client
    conversion          ConversionReview: custom resources between the versions of their definition
    matching            which webhooks of a configuration a request concerns, and in which version they want to see it
    conditions          their matchConditions, in CEL
    admission_reviews   AdmissionReview: the question and what an answer may be

Upstream: apiserver/pkg/util/webhook, apiserver/pkg/admission/plugin/webhook, apiextensions-apiserver/pkg/apiserver/conversion.
"""
