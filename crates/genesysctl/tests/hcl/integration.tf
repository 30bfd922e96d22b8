resource "genesyscloud_integration" "shop" {
  integration_type = "custom-rest-actions"
  intended_state   = "ENABLED"

  config {
    name       = "Shop"
    notes      = "Orders and customers"
    properties = jsonencode({ timeout = 30 })
    credentials = {
      basicAuth = genesyscloud_integration_credential.login.id
    }
  }
}
