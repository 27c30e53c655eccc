"""The gallery as plain files: `files.py` says which there are, `folder.py` keeps a folder of them, `single.py` makes one file of one
visualisation, `scorm.py` a package for a learning platform.
"""
