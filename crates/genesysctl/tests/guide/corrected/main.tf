# The guide's configuration after its advice was followed: the same user in the same queue, in the words that exist.
terraform {
  required_providers {
    genesyscloud = {
      source  = "mypurecloud/genesyscloud"
      version = ">= 1.35.0"
    }
  }
  required_version = ">= 1.5.0"
}

provider "genesyscloud" {
  # GENESYSCLOUD_OAUTHCLIENT_ID, GENESYSCLOUD_OAUTHCLIENT_SECRET, GENESYSCLOUD_REGION
}

data "genesyscloud_auth_division" "default" {
  name = "Default"
}

data "genesyscloud_routing_queue" "support" {
  name = "General Support"
}

# A postal address belongs to a location.
resource "genesyscloud_location" "austin" {
  name = "Austin"
  address {
    street1  = "100 Cloud Lane"
    city     = "Austin"
    state    = "TX"
    country  = "US"
    zip_code = "73301"
  }
}

resource "genesyscloud_user" "new_agent" {
  name        = "Terraform Test Agent"
  email       = "terraform.test.agent@genesys.com"
  division_id = data.genesyscloud_auth_division.default.id

  addresses {
    phone_numbers {
      number     = "+15551234567"
      media_type = "PHONE"
      type       = "WORK"
    }
  }

  locations {
    location_id = genesyscloud_location.austin.id
  }

  # What the guide calls the capacity of a membership.
  routing_utilization {
    call {
      maximum_capacity = 1
    }
  }
}

resource "genesyscloud_user_queue" "agent_queue" {
  user_id  = genesyscloud_user.new_agent.id
  queue_id = data.genesyscloud_routing_queue.support.id
}

output "user_id" {
  value       = genesyscloud_user.new_agent.id
  description = "The ID of the created Genesys Cloud user."
}
