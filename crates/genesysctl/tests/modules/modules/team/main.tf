variable "name" {
  type = string
}

variable "skills" {
  type = set(string)
}

variable "overflow" {
  type    = bool
  default = false
}

variable "codes" {}

variable "languages" {}

locals {
  title = title(var.name)
}

resource "genesyscloud_routing_skill" "skill" {
  for_each = var.skills
  name     = "${local.title} ${each.value}"
}

module "queue" {
  source = "./modules/queue"
  name   = local.title
  codes  = var.codes
}

module "overflow" {
  source = "./modules/queue"
  count  = var.overflow ? 1 : 0
  name   = "${local.title} overflow"
  codes  = var.codes
}

output "queue_id" {
  value = module.queue.id
}

output "queue_name" {
  value = module.queue.name
}

output "skill_names" {
  value = { for key, skill in genesyscloud_routing_skill.skill : key => skill.name }
}

output "overflow_ids" {
  value = module.overflow[*].id
}

output "english" {
  value = var.languages["English"].id
}
