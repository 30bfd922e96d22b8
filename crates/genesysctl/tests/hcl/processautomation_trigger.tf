resource "genesyscloud_processautomation_trigger" "callback" {
  name       = "Call back after an abandoned call"
  topic_name = "v2.detail.events.conversation.{id}.customer.end"
  enabled    = true

  target {
    type = "Workflow"
    id   = genesyscloud_flow.call["Evacuation"].id
  }

  match_criteria = jsonencode([
    {
      jsonPath = "mediaType"
      operator = "Equal"
      value    = "VOICE"
    }
  ])
  event_ttl_seconds = 60
  description       = "Calls back who has hung up"
}
