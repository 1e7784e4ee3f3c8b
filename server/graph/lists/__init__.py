"""Lists of people: who follows whom, who of them begins so, and whom one knows among them."""
