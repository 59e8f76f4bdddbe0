"""A show's folder → its show and episodes as values, and every problem in them at its place.

``show.read_show``, ``folder.list_episodes``, ``episode.read_episode`` with ``episode.house``,
``archive.check_archive`` with ``archive.outline``. Import them from their modules: who only lists
episodes need not wait for the parser of their texts.
"""
