resource "genesyscloud_routing_skill" "skill" {
  for_each = local.skills
  name     = each.value
}
