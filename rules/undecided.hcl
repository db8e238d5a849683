rule "undecided" {
  summary  = "Something could not be decided from the configuration"
  severity = "note"
  each     = "undecided"

  condition = false # What is undecided is what there is to say.

  error_message = "cannot tell ${undecided.what}: ${undecided.because}"

  label {
    at   = undecided.what
    text = undecided.because
  }

  note = [undecided.decide == "" ? null : "to decide it: ${undecided.decide}"]
}
