resource "genesyscloud_routing_queue_conditional_group_routing" "overflow" {
  queue_id = genesyscloud_routing_queue.support["Sales"].id

  rules {
    operator        = "GreaterThanOrEqualTo"
    metric          = "EstimatedWaitTime"
    condition_value = 60
    wait_seconds    = 10
    groups {
      member_group_id   = genesyscloud_group.support.id
      member_group_type = "GROUP"
    }
  }
}
