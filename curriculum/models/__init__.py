from .imports import ImportedPage
from .pages import Project, Roadmap, SpecSection
from .topics import ProjectTopic, SkillLevel, Topic, TopicArea

__all__ = ["ImportedPage", "Project", "ProjectTopic", "Roadmap", "SkillLevel", "SpecSection", "Topic", "TopicArea"]
