resource "genesyscloud_group_roles" "support" {
  group_id = genesyscloud_group.support.id

  roles {
    role_id      = genesyscloud_auth_role.reader.id
    division_ids = ["*"]
  }
}
