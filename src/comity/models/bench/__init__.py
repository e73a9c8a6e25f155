"""What a fit must answer before anyone believes it.

``trace``      one pass that keeps what each step and each dyad added to a likelihood
``residuals``  what happened against what was to be expected; whether coefficients drift
``influence``  how far an estimate would move without an event or an actor; robust standard errors
``subset``     a design on some of its readings, or with more columns of actors or dyads
``compare``    tests, criteria and scores on events held out
``margins``    marginal effects, contrasts and predicted curves on the scale of probabilities and rates
``tables``     regression tables for a terminal, HTML, LaTeX and Markdown
``plots``      estimates, curves and observed among simulated, as SVG
``report``     a fit in plain words; what was filled, dropped and coded before it
``uncertain``  draws of a record that is not sure of itself, pooled by Rubin's rules
``penalties``  ridge, lasso and elastic net, with a strength chosen on events held out
``heterogeneity``  fixed effects of actors, and frailty
``shared``     multipliers of dyads and types
``classes``    latent classes of senders or dyads
``bayes``      priors and a posterior, by Laplace's approximation or NUTS
``change``     jumps, moving windows, coefficients that vary smoothly, outlying events
``gof``        simulated histories against the one that happened
``spurious``   events that may not have happened
"""
