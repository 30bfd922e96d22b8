resource "genesyscloud_oauth_client" "wallboard" {
  name                          = "Wallboard"
  authorized_grant_type         = "CLIENT-CREDENTIALS"
  access_token_validity_seconds = 3600

  roles {
    role_id     = genesyscloud_auth_role.reader.id
    division_id = "*"
  }
}
