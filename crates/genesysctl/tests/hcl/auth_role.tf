resource "genesyscloud_auth_role" "reader" {
  name        = "Queue reader"
  description = "Sees queues, and everything else about routing"

  permission_policies {
    domain      = "routing"
    entity_name = "*"
    action_set  = ["view"]
  }
}
