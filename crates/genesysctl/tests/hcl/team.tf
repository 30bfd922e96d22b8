resource "genesyscloud_team" "night" {
  name        = "Night shift"
  description = "From ten to six"
  division_id = genesyscloud_auth_division.department["Sales"].id
  member_ids  = [genesyscloud_user.agent["ben@example.com"].id]
}
