resource "genesyscloud_auth_division" "department" {
  for_each    = toset(local.departments)
  name        = each.key
  description = "${var.company}: ${lower(each.value)}"
}
