resource "genesyscloud_routing_queue" "support" {
  for_each    = genesyscloud_auth_division.department
  name        = "${var.company} ${each.key}"
  description = each.key == "Support" ? "Questions about products" : null
  division_id = each.value.id

  acw_wrapup_prompt = "MANDATORY_TIMEOUT"
  acw_timeout_ms    = "30000"

  media_settings_call {
    alerting_timeout_sec      = 12
    service_level_percentage  = 0.9
    service_level_duration_ms = 15000
  }

  dynamic "bullseye_rings" {
    for_each = range(30, 90, 30)
    content {
      expansion_timeout_seconds = bullseye_rings.value
    }
  }

  # Only the first queue waits for the agent of the last time.
  dynamic "direct_routing" {
    for_each = each.key == "Support" ? [120] : []
    content {
      agent_wait_seconds = direct_routing.value
      wait_for_agent     = true
    }
  }

  wrapup_codes = genesyscloud_routing_wrapupcode.code[*].id

  queue_flow_id             = ""
  enable_manual_assignment  = false
}
