"""The look of both apps: tokens in `theme`, then one module per kind of widget. Nothing here knows a screen."""
