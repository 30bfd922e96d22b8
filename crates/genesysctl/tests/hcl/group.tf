resource "genesyscloud_group" "support" {
  name        = "Support"
  description = "Everybody who answers customers"
  visibility  = "public"
  owner_ids   = [genesyscloud_user.agent["ada@example.com"].id]
  member_ids  = [for mail, agent in genesyscloud_user.agent : agent.id if startswith(mail, "a")]
}
