# What a guide that circulates shows as its complete example ("the user schema after 1.35.0"). Nothing of it is changed.
terraform {
  required_providers {
    genesyscloud = {
      source  = "genesys/genesyscloud"
      version = ">= 1.35.0"
    }
  }
  required_version = ">= 1.5.0"
}

provider "genesyscloud" {
  # Environment variables expected:
  # GENESYS_CLOUD_CLIENT_ID
  # GENESYS_CLOUD_CLIENT_SECRET
}

# Data Sources for Dependencies
data "genesyscloud_routing_division" "default" {
  name = "Default"
}

data "genesyscloud_routing_profile" "agent" {
  name        = "Standard Agent"
  division_id = data.genesyscloud_routing_division.default.id
}

data "genesyscloud_routing_queue" "support" {
  name        = "General Support"
  division_id = data.genesyscloud_routing_division.default.id
}

# User Resource
resource "genesyscloud_user" "new_agent" {
  name        = "Terraform Test Agent"
  email       = "terraform.test.agent@genesys.com"
  division_id = data.genesyscloud_routing_division.default.id

  phone_numbers = [
    {
      e164_number = "+15551234567"
      type        = "WORK"
    }
  ]

  address_lines = ["100 Cloud Lane"]
  city          = "Austin"
  state         = "TX"
  country       = "US"
  postal_code   = "73301"

  routing_profile_id = data.genesyscloud_routing_profile.agent.id

  # Optional: Set initial presence
  # user_presence_id = "available"
}

# Queue Assignment Resource
resource "genesyscloud_user_queue" "agent_queue" {
  user_id         = genesyscloud_user.new_agent.id
  queue_id        = data.genesyscloud_routing_queue.support.id
  wrap_up_timeout = 120
  max_capacity    = 1
}

# Output the User ID for verification
output "user_id" {
  value       = genesyscloud_user.new_agent.id
  description = "The ID of the created Genesys Cloud user."
}
