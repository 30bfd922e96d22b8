resource "genesyscloud_routing_skill_group" "experts" {
  name = "Billing in German"
  skill_conditions = jsonencode([
    {
      operation = "And"
      routingSkillConditions = [
        {
          routingSkill = genesyscloud_routing_skill.skill["billing"].name
          comparator   = "GreaterThanOrEqualTo"
          proficiency  = 3
        }
      ]
      languageSkillConditions = [
        {
          languageSkill = genesyscloud_routing_language.german.name
          comparator    = "GreaterThan"
          proficiency   = 2
        }
      ]
    }
  ])
  member_division_ids = [genesyscloud_auth_division.department["Support"].id]
}
