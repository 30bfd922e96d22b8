resource "genesyscloud_routing_queue_conditional_group_activation" "activation" {
  queue_id = genesyscloud_routing_queue.support["Support"].id

  pilot_rule {
    condition_expression = "C1"
    conditions {
      operator = "GreaterThan"
      value    = 30
      simple_metric {
        metric = "EstimatedWaitTime"
      }
    }
  }

  rules {
    condition_expression = "C1"
    conditions {
      operator = "LessThan"
      value    = 3
      simple_metric {
        metric = "IdleAgentCount"
      }
    }
    groups {
      member_group_id   = genesyscloud_group.support.id
      member_group_type = "GROUP"
    }
  }
}
