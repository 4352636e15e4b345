(* An expectation: a linear, monotone functional with E 1 = 1 on a vector space of random variables.
   Weighted sums over finitely many outcomes are one; integrals over a probability space are others. *)
From Coq Require Import Reals Lra Psatz Arith Lia.
From Askew Require Import sums.
Open Scope R_scope.

Record expectation (Omega : Type) := {
  integrable : (Omega -> R) -> Prop;
  mean : (Omega -> R) -> R;
  integrable_const : forall c, integrable (fun _ => c);
  integrable_plus : forall f h, integrable f -> integrable h -> integrable (fun o => f o + h o);
  integrable_scal : forall c f, integrable f -> integrable (fun o => c * f o);
  mean_const : forall c, mean (fun _ => c) = c;
  mean_plus : forall f h, integrable f -> integrable h -> mean (fun o => f o + h o) = mean f + mean h;
  mean_scal : forall c f, integrable f -> mean (fun o => c * f o) = c * mean f;
  mean_le : forall f h, integrable f -> integrable h -> (forall o, f o <= h o) -> mean f <= mean h
}.
Arguments integrable {Omega}. Arguments mean {Omega}. Arguments integrable_const {Omega}.
Arguments integrable_plus {Omega}. Arguments integrable_scal {Omega}. Arguments mean_const {Omega}.
Arguments mean_plus {Omega}. Arguments mean_scal {Omega}. Arguments mean_le {Omega}.

Lemma mean_sum {Omega} (E : expectation Omega) T (c : nat -> R) (f : nat -> Omega -> R) :
  (forall k, (k < T)%nat -> integrable E (f k)) ->
  integrable E (fun o => sum T (fun k => c k * f k o)) /\
  mean E (fun o => sum T (fun k => c k * f k o)) = sum T (fun k => c k * mean E (f k)).
Proof.
  induction T as [|T IH]; intros H; cbn [sum].
  - split; [apply integrable_const | apply mean_const].
  - destruct IH as [I1 I2]; [intros; apply H; lia|]. assert (J := H T ltac:(lia)). split.
    + apply (integrable_plus E (fun o => sum T (fun k => c k * f k o))); [exact I1 | apply integrable_scal, J].
    + rewrite (mean_plus E (fun o => sum T (fun k => c k * f k o)) (fun o => c T * f T o)), I2, mean_scal;
        auto. apply integrable_scal, J.
Qed.

(* finitely many outcomes 0, ..., N - 1 with weights *)
Section Finite.
Variables (N : nat) (p : nat -> R).
Hypothesis Hp : forall o, (o < N)%nat -> 0 <= p o.
Hypothesis H1 : sum N p = 1.
Lemma weights_le f h : (forall o, f o <= h o) -> sum N (fun o => p o * f o) <= sum N (fun o => p o * h o).
Proof. intros H. apply sum_le. intros o Ho. apply Rmult_le_compat_l; auto. Qed.
Theorem finite_expectation : exists E : expectation nat,
  (forall f, integrable E f) /\ forall f, mean E f = sum N (fun o => p o * f o).
Proof.
  unshelve eexists.
  - refine (Build_expectation nat (fun _ => True) (fun f => sum N (fun o => p o * f o)) _ _ _ _ _ _ _); auto.
    + intros c. rewrite (sum_ext N _ (fun o => c * p o)) by (intros; ring). rewrite sum_scal, H1. ring.
    + intros f h _ _. rewrite <- sum_plus. apply sum_ext; intros; ring.
    + intros c f _. rewrite <- sum_scal. apply sum_ext; intros; ring.
    + intros f h _ _. apply weights_le.
  - simpl. auto.
Qed.
End Finite.
