resource "genesyscloud_architect_emergencygroup" "evacuation" {
  name = "Evacuation"

  emergency_call_flows {
    emergency_flow_id = genesyscloud_flow.call["Evacuation"].id
    ivr_ids           = [genesyscloud_architect_ivr.hotline.id]
  }
}
