resource "genesyscloud_routing_utilization" "utilization" {
  call {
    maximum_capacity = 1
  }

  email {
    maximum_capacity          = 3
    interruptible_media_types = ["call", "callback"]
  }

  label_utilizations {
    label_id         = genesyscloud_routing_utilization_label.warranty.id
    maximum_capacity = 3
  }
}
