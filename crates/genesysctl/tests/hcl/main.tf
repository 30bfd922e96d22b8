# What the other files use. Together they are one configuration, as a team would have it; each type has a file of its own.
terraform {
  required_version = ">= 1.5.0"
  required_providers {
    genesyscloud = {
      source  = "mypurecloud/genesyscloud"
      version = ">= 1.60.0"
    }
  }
}

provider "genesyscloud" {}

variable "company" {
  type        = string
  description = "Name of the company, in front of what customers read."
  default     = "Example"
}

variable "shop_password" {
  type      = string
  sensitive = true
}

variable "agents" {
  type = map(object({
    name       = string
    department = string
    skills     = map(number)
  }))
  default = {
    "ada@example.com" = {
      name       = "Ada"
      department = "Support"
      skills     = { billing = 4, sales = 2 }
    }
    "ben@example.com" = {
      name       = "Ben"
      department = "Sales"
      skills     = { sales = 5 }
    }
  }
}

locals {
  skills = toset(["billing", "sales"])
  codes  = ["Resolved", "Call again", "Wrong number"]
  # The departments that have somebody.
  departments = sort(distinct([for agent in values(var.agents) : agent.department]))
}

data "genesyscloud_auth_division_home" "home" {}

data "genesyscloud_routing_language" "german" {
  name = genesyscloud_routing_language.german.name
}

output "home_id" {
  value = data.genesyscloud_auth_division_home.home.id
}

output "queue_id" {
  value       = genesyscloud_routing_queue.support["Support"].id
  description = "Id of the queue for support."
}

output "skill_ids" {
  value = { for name, skill in genesyscloud_routing_skill.skill : name => skill.id }
}
