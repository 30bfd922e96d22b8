# Two organizations in one configuration: that of the stack, and another one by an alias.
variable "west_url" {
  type = string
}

provider "genesyscloud" {}

provider "genesyscloud" {
  alias    = "west"
  base_url = var.west_url
}

resource "genesyscloud_routing_skill" "billing" {
  name = "Billing"
}

resource "genesyscloud_routing_skill" "billing_west" {
  provider = genesyscloud.west
  name     = "Billing"
}

module "west" {
  source    = "./modules/queue"
  providers = { genesyscloud = genesyscloud.west }
  name      = "Support"
}
