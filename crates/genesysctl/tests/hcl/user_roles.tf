resource "genesyscloud_user_roles" "ben" {
  user_id = genesyscloud_user.agent["ben@example.com"].id

  roles {
    role_id      = genesyscloud_auth_role.reader.id
    division_ids = [for division in genesyscloud_auth_division.department : division.id]
  }
}
