resource "genesyscloud_architect_datatable_row" "berlin" {
  datatable_id    = genesyscloud_architect_datatable.branches.id
  key_value       = "berlin"
  properties_json = jsonencode({ queue = "Support DE", open = false })
}
