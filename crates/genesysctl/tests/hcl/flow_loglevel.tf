resource "genesyscloud_flow_loglevel" "log" {
  flow_id        = genesyscloud_flow.call["Evacuation"].id
  flow_log_level = "Base"
}
