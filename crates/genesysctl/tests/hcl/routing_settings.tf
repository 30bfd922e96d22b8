resource "genesyscloud_routing_settings" "settings" {
  reset_agent_on_presence_change = true

  contactcenter {
    remove_skills_from_blind_transfer = true
  }

  transcription {
    transcription                      = "EnabledQueueFlow"
    transcription_confidence_threshold = 70
  }
}
