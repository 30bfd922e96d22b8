resource "genesyscloud_architect_ivr" "hotline" {
  name                 = "Hotline"
  schedule_group_id    = genesyscloud_architect_schedulegroups.hours.id
  open_hours_flow_id   = genesyscloud_flow.call["Hotline open"].id
  closed_hours_flow_id = genesyscloud_flow.call["Hotline closed"].id
}
